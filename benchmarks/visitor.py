"""A reader without a browser: one websocket session that speaks Streamlit's protocol, for a crowd of them."""

import json
from time import perf_counter
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

EVENTS = "$$STREAMLIT_INTERNAL_KEY_{id}__events"
"""The widget that takes what a component's script tells the server (Streamlit's own name for it)."""


class Visitor:
    """One session: `async with Visitor(address) as reader: await reader.open("backward")`.

    Attributes:
        walk: what the page's walk was last drawn from, as ui.walk.mount sends it; {} before there is one.
        errors: what the server said went wrong.
    """

    def __init__(self, address: str) -> None:
        self._address = f"ws://{urlsplit(address).netloc}/_stcore/stream"
        self._query = self._page_hash = self._component = ""
        self._socket: ClientConnection
        self.walk: dict[str, object] = {}
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

    async def edit(self, name: str, at: str, text: str) -> float:
        """Type a number into the walk; the seconds until the run that it started ended.

        Args:
            name: the tensor.
            at: the index in it: "2,1".
            text: what is typed.

        Raises:
            ValueError: if the page did not take it.
        """
        asked = BackMsg()
        wish = asked.rerun_script
        wish.query_string, wish.page_script_hash = self._query, self._page_hash
        state = wish.widget_states.widgets.add()
        state.id = EVENTS.format(id=self._component)
        state.json_trigger_value = json.dumps([{"event": "typed", "value": {"name": name, "at": at, "text": text}}])
        seconds = await self._run(asked)
        if self.errors or self.walk["refused"]:
            raise ValueError(f"{name}[{at}] = {text} on ?{self._query}: {self.errors or self.walk['refused']}")
        return seconds

    async def _run(self, asked: BackMsg) -> float:
        start = perf_counter()
        await self._socket.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(await self._socket.recv(decode=False))
            kind = message.WhichOneof("type")
            if kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return perf_counter() - start
            if kind == "delta":
                self._take(message)
            elif kind == "navigation":
                self._page_hash = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string

    def _take(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "bidi_component":
            self._component, self.walk = element.bidi_component.id, json.loads(element.bidi_component.json)
        elif kind in {"exception", "alert"}:
            self.errors.append(element.alert.body or element.exception.message)
