"""A reader without a browser: one websocket session that speaks Streamlit's protocol, for a crowd of them."""

from time import perf_counter
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

ENDED = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}


class Visitor:
    """One session: `async with Visitor(address) as reader: await reader.open("backward")`.

    Attributes:
        markup: the latest markup that the server sent, by its place on the page.
        errors: what the server said went wrong.
    """

    def __init__(self, address: str) -> None:
        self._address = f"ws://{urlsplit(address).netloc}/_stcore/stream"
        self._buttons: dict[str, tuple[str, str]] = {}  # by key: the widget's id, and its fragment's
        self._drawn: dict[str, tuple[str, str]] = {}  # those of the run that goes on
        self._query = self._page_hash = ""
        self._socket: ClientConnection
        self.markup: dict[tuple[int, ...], str] = {}
        self.errors: list[str] = []

    async def __aenter__(self) -> Self:
        # Without compression, as Streamlit's own server has it: the load generator must not be what is measured.
        self._socket = await connect(self._address, subprotocols=["streamlit"], max_size=None, compression=None)  # type: ignore[list-item]  # a NewType of str
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._socket.close()

    async def open(self, page: str, query: str = "") -> float:
        """Open a page, as a browser does; the seconds until its run ended."""
        asked = BackMsg()
        asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
        self._query = query
        return await self._run(asked)

    async def press(self, key: str) -> float:
        """Press a button by its key; the seconds until the run that it started ended."""
        widget, fragment = self._buttons[key]
        asked = BackMsg()
        wish = asked.rerun_script
        wish.query_string, wish.page_script_hash, wish.fragment_id = self._query, self._page_hash, fragment
        state = wish.widget_states.widgets.add()
        state.id, state.trigger_value = widget, True
        return await self._run(asked)

    def shows(self, key: str) -> bool:
        """Whether the page has a button with this key."""
        return key in self._buttons

    async def _run(self, asked: BackMsg) -> float:
        start = perf_counter()
        fragment = asked.rerun_script.fragment_id
        self._drawn = {key: one for key, one in self._buttons.items() if fragment and one[1] != fragment}
        await self._socket.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(await self._socket.recv(decode=False))
            kind = message.WhichOneof("type")
            if kind == "script_finished" and message.script_finished in ENDED:
                self._buttons = self._drawn
                return perf_counter() - start
            if kind == "delta":
                self._take(message)
            elif kind == "new_session":
                self._page_hash = message.new_session.page_script_hash
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string

    def _take(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "button":
            key = element.button.id.rpartition("-")[2]
            self._drawn[key] = element.button.id, message.delta.fragment_id
        elif kind == "html":
            self.markup[tuple(message.metadata.delta_path)] = element.html.body
        elif kind in {"exception", "alert"}:
            self.errors.append(element.alert.body or element.exception.message)
