"""PyPI `twilio`, with its hosts overridden, against the twin's REST."""

import json
import os
import pathlib
import re
import subprocess
import unittest
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

ROOT = pathlib.Path(__file__).resolve().parents[4]
PROGRAM = os.environ.get("ANTEROOM_TWIN", str(ROOT / "target/debug/anteroom-twin"))


class ToTheTwin(TwilioHttpClient):
    """Sends every request to the twin, by the product in the host's name."""

    def __init__(self, base):
        super().__init__()
        self.base = base

    def request(self, method, url, *args, **kwargs):
        parts = urlsplit(url)
        product = re.fullmatch(r"(\w+)\.twilio\.com", parts.netloc)
        if product:
            url = f"{self.base}/{product[1]}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        return super().request(method, url, *args, **kwargs)


class Rest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.process = subprocess.Popen(
            [PROGRAM, "--json", "--control", "--until-stdin-closes"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        cls.twin = json.loads(cls.process.stdout.readline())
        cls.base = cls.twin["api_url"].removesuffix("/api")
        cls.client = cls.connect(cls.twin["api_key_sid"], cls.twin["api_key_secret"])
        cls.service = cls.client.sync.v1.services(cls.twin["sync_service_sid"])

    @classmethod
    def tearDownClass(cls):
        cls.process.stdin.close()
        assert cls.process.wait(10) == 0
        cls.process.stdout.close()

    @classmethod
    def connect(cls, user, password):
        return Client(user, password, cls.twin["account_sid"], http_client=ToTheTwin(cls.base))

    def control(self, at, /, **order):
        body = json.dumps(order).encode()
        urlopen(Request(f"{self.base}/twin{at}", body, {"content-type": "application/json"})).close()

    def refused(self, status, code, call, /, *args, **kwargs):
        with self.assertRaises(TwilioRestException) as caught:
            call(*args, **kwargs)
        self.assertEqual((caught.exception.status, caught.exception.code), (status, code))

    def test_wrong_credentials(self):
        stranger = self.connect("SK" + "0" * 32, "x")
        self.refused(401, 20003, stranger.video.v1.rooms("any").fetch)

    def test_documents(self):
        made = self.service.documents.create(unique_name="doc", data={"a": 1}, ttl=60)
        self.assertEqual((made.created_by, made.data), ("system", {"a": 1}))
        document = self.service.documents("doc")
        self.assertEqual(document.fetch().sid, made.sid)
        self.assertEqual(document.update(data={"a": 2}, if_match=made.revision).data, {"a": 2})
        self.refused(412, 54103, document.update, data={}, if_match=made.revision)
        self.refused(409, 54301, self.service.documents.create, unique_name="doc")
        set_ = document.document_permissions("pt-1").update(read=True, write=False, manage=False)
        self.assertEqual((set_.read, set_.write, set_.manage), (True, False, False))
        self.assertEqual(len(document.document_permissions.list()), 1)
        self.assertTrue(document.document_permissions("pt-1").delete())
        self.assertTrue(document.delete())
        self.refused(404, 20404, document.fetch)

    def test_lists_and_maps(self):
        self.service.sync_lists.create(unique_name="list")
        items = self.service.sync_lists("list").sync_list_items
        for n in range(5):
            items.create(data={"n": n})
        self.assertEqual([i.data["n"] for i in items.list(order="desc", page_size=2)], [4, 3, 2, 1, 0])
        self.service.sync_maps.create(unique_name="map")
        items = self.service.sync_maps("map").sync_map_items
        items.create(key="a b", data={})
        self.refused(409, 54208, items.create, key="a b", data={})
        self.assertTrue(items("a b").delete())

    def test_rooms(self):
        room = self.client.video.v1.rooms.create(unique_name="visit", type="group", video_codecs=["VP8"])
        self.refused(400, 53113, self.client.video.v1.rooms.create, unique_name="visit")
        self.refused(400, 53107, self.client.video.v1.rooms.create, max_participants=51)
        self.assertEqual(self.client.video.v1.rooms("visit").participants.list(), [])
        self.assertEqual(self.client.video.v1.rooms(room.sid).update(status="completed").status, "completed")
        self.assertEqual([r.sid for r in self.client.video.v1.rooms.list(status="completed")], [room.sid])

    def test_calls(self):
        call = self.client.calls.create(
            to="+12025550112", from_=self.twin["phone_number"], twiml="<Response><Pause/></Response>", timeout=30)
        self.assertEqual(call.status, "queued")
        self.control("/clock/advance", seconds=10)
        self.assertEqual(self.client.calls(call.sid).fetch().status, "busy")
        self.assertEqual([c.sid for c in self.client.calls.list(to="+12025550112", status="busy")], [call.sid])
        self.refused(400, 21220, self.client.calls(call.sid).update, status="completed")
        self.refused(400, 21211, self.client.calls.create, to="112", from_=self.twin["phone_number"], twiml="<Response/>")

    def test_texts(self):
        messages, own = self.client.messages, self.twin["phone_number"]
        sent = messages.create(to="+12025550122", from_=own, body="Your visit is ready")
        self.assertEqual((sent.status, sent.num_segments), ("queued", "1"))
        service = self.twin["messaging_service_sid"]
        at = datetime.now(timezone.utc) + timedelta(hours=1)
        later = messages.create(
            to="+12025550120", messaging_service_sid=service, body="Later", schedule_type="fixed", send_at=at)
        self.assertEqual((later.status, later.from_), ("scheduled", None))
        self.control("/clock/advance", seconds=10)
        lost = messages(sent.sid).fetch()
        self.assertEqual((lost.status, lost.error_code), ("undelivered", 30006))
        self.assertEqual([m.sid for m in messages.list(to="+12025550122", page_size=1)], [sent.sid])
        self.assertEqual(messages(later.sid).update(status="canceled").status, "canceled")
        self.refused(409, 30409, messages(later.sid).update, status="canceled")
        self.assertEqual(messages(sent.sid).update(body="").body, "")
        self.assertTrue(messages(sent.sid).delete())
        self.refused(400, 21610, messages.create, to="+12025550125", from_=own, body="x")
        self.assertEqual([s.sid for s in self.client.messaging.v1.services.list()], [service])
        numbers = self.client.messaging.v1.services(service).phone_numbers.list()
        self.assertEqual([n.phone_number for n in numbers], [own])

    def test_what_is_not_modelled_is_refused(self):
        with self.assertRaises(TwilioRestException) as caught:
            self.client.messages("SM" + "0" * 32).media("ME" + "0" * 32).fetch()
        self.assertEqual(caught.exception.status, 501)

    def test_an_ordered_failure(self):
        self.control("/fail-next", path="/sync/v1", status=503, code=20503)
        self.refused(503, 20503, self.service.fetch)
        self.assertTrue(self.service.fetch().acl_enabled)


if __name__ == "__main__":
    unittest.main()
