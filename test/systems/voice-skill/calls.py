"""Calls of a voice agent, told as voice-skill's session_context.py and latency client tell them. Python's standard library alone."""

import json
import sys
import urllib.request
from datetime import datetime

URL = sys.argv[1]


def post(path, body):
    request = urllib.request.Request(
        URL + path, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return response.status, json.loads(response.read())


def call_event(call_id, event_type, phone_number, direction, data):
    event = {
        "callId": call_id,
        "eventType": event_type,
        "phoneNumber": phone_number,
        "direction": direction,
        "timestamp": datetime.now().isoformat(),
        "data": data,
    }
    return post("/call-event", event)[1]["status"]


def started(call_id, direction):
    return call_event(call_id, "call_started", "+14402915517", direction, {})


def transcript(call_id, speaker, content):
    data = {"timestamp": datetime.now().isoformat(), "speaker": speaker, "content": content}
    return call_event(call_id, "transcript_update", "", "", data)


def ended(call_id, direction, data):
    return call_event(call_id, "call_ended", "+14402915517", direction, data)


def latency(call_id, event_type, duration_ms, metadata=None):
    body = {"call_id": call_id, "event_type": event_type, "duration_ms": duration_ms}
    return post("/metrics/latency", {**body, "metadata": metadata} if metadata else body)[0]


answers = []
for number in range(6):
    call_id, direction = f"CA{number}", "inbound" if number % 2 == 0 else "outbound"
    answers.append(started(call_id, direction))
    if number < 3:
        answers.append(transcript(call_id, "user", "My secret is 4711."))
        answers.append(transcript(call_id, "assistant", "I keep it."))
    answers.append(latency(call_id, "speech_end_to_first_audio", 400 + 100 * number))
    answers.append(ended(call_id, direction, {"status": "completed", "duration": 10 * (number + 1)}))
answers.append(latency("CA0", "tool_call_duration", 250.5, {"tool": "get_weather", "city": "Bonn"}))
answers.append(latency("CA0", "session_duration", 10000))

for call_id, data in {
    "CB0": {"status": "failed", "duration": 30, "error": "network_error"},
    "CB1": {"status": "busy"},
    "CB2": {"status": "no-answer", "duration": "20"},
    "CB3": {"status": "timeout", "duration": 3600},
    "CB4": {"status": "canceled", "duration": 5},
}.items():
    answers.append(started(call_id, "outbound"))
    answers.append(ended(call_id, "outbound", data))

answers.append(started("CC0", "inbound"))
answers.append(started("CC1", "outbound"))
print(json.dumps(answers))
