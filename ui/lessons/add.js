// Adds the view that stands on the page to the lesson. Where a walk stands is known here alone: it is what stands behind #.
export default function ({ parentElement, setTriggerValue }) {
  const add = () => {
    const found = document.querySelector(".walk") && /^#step=(\d{1,4})$/.exec(location.hash);
    setTriggerValue("add", { step: found ? Number(found[1]) : null });
  };
  parentElement.querySelector(".add-view").onclick = add;
  if (window.addsView) {  // the sheet of Share has asked for it (share.js)
    window.addsView = false;
    add();
  }
}
