"""The app's entry: page settings, the navigation, and the frame around every page."""

import streamlit as st

from ui.frame.apology import apologise
from ui.frame.navigation import pages
from ui.frame.styles import MARK
from ui.frame.top import top
from ui.program.views import other_model
from ui.runtime import process
from ui.runtime.runs import one_page
from ui.take.fold import take

if __name__ == "__main__":  # a run of a page: Streamlit executes this file for every click
    st.set_page_config(page_icon=str(MARK), layout="wide")
    process.settle()
    page = st.navigation(pages(), position="hidden")
    with one_page():
        top(page.url_path)
        if not other_model(page.url_path):
            page.run()
        take(page.url_path)
else:  # the server: `streamlit run` finds this line and imports the file once, before the first visitor
    app = st.App(__file__, lifespan=process.lifespan, on_script_error=apologise)
