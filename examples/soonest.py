"""Finds the soonest slot of a specialization, books it for a patient, follows what happens.

Needs no proto files: the server describes itself. It acts by a script token of the patient, or signs in by password.

    pip install grpcio grpcio-reflection googleapis-common-protos
    python soonest.py --ca ca.pem --token-file praxis.token clinic.example:7717 cardiology
    python soonest.py --ca ca.pem clinic.example:7717 USER_OR_EMAIL cardiology
    python soonest.py unix:DIRECTORY/praxis.sock USER_OR_EMAIL cardiology

The token may call ScheduleService/FindSoonestSlots, AppointmentService/BookAppointment and EventService/WatchEvents.
PRAXIS_CA, PRAXIS_TOKEN_FILE and PRAXIS_PASSWORD stand for what is not given.
"""

import argparse
import getpass
import os
import re
import stat
import uuid

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2, status_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)


class Clinic:
    """Calls any RPC of the server by its name, with plain keyword arguments."""

    def __init__(self, address, authority):
        if address.startswith("unix:"):
            # the name of the socket would go out as the host, which no server accepts
            self.channel = grpc.insecure_channel(address, options=[("grpc.default_authority", "localhost")])
        else:
            self.channel = grpc.secure_channel(address, grpc.ssl_channel_credentials(authority))
        self.pool = DescriptorPool(ProtoReflectionDescriptorDatabase(self.channel))
        self.metadata = []

    def _method(self, name):
        service, method = name.split("/")
        return self.pool.FindServiceByName(f"praxis.v1.{service}").methods_by_name[method]

    def _call(self, name, fields, stream):
        method = self._method(name)
        answer = GetMessageClass(method.output_type)
        make = self.channel.unary_stream if stream else self.channel.unary_unary
        call = make(
            f"/praxis.v1.{name}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=answer.FromString,
        )
        request = GetMessageClass(method.input_type)(**fields)
        return call(request, metadata=self.metadata, timeout=None if stream else 10)

    def call(self, name, **fields):
        return self._call(name, fields, stream=False)

    def watch(self, name, **fields):
        return self._call(name, fields, stream=True)

    def sign_in(self, login, password):
        answer = self.call("SessionService/SignIn", login=login, password=password, client_label="soonest.py")
        self.bear(answer.token)
        return answer.user

    def bear(self, token):
        self.metadata = [("authorization", f"Bearer {token}")]


def explain(error):
    """The reason to switch on, the sentence for people, what else was said, and every wrong field."""
    trailer = dict(error.trailing_metadata() or ()).get("grpc-status-details-bin")
    reason, more, fields = error.code().name, {}, []
    if trailer:
        for detail in status_pb2.Status.FromString(trailer).details:
            info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
            if detail.Unpack(info):
                reason, more = info.reason, dict(info.metadata)
            elif detail.Unpack(bad):
                fields = [(it.field, it.description) for it in bad.field_violations]
    return reason, error.details(), more, fields


def book(clinic, slot, patient):
    """Books a slot. Tried again with the same request id it has one effect, whatever was lost on the way."""
    request_id = str(uuid.uuid4())
    for _ in range(5):
        try:
            return clinic.call(
                "AppointmentService/BookAppointment",
                request_id=request_id,
                patient=patient,
                doctor=slot.doctor,
                start_time=slot.start_time,
                reason="Booked by a script",
            )
        except grpc.RpcError as error:
            if error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED):
                raise
    raise SystemExit("the server did not answer; run again later")


def read_token(path):
    """A token is as good as a password: nobody else may be able to read it."""
    with open(path, encoding="ascii", errors="replace") as file:
        if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise SystemExit(f"others can read {path}: chmod 600 {path}")
        token = file.read().strip()
    if not re.fullmatch(r"praxis_t_[0-9a-f]+", token):
        raise SystemExit(f"{path} holds no script token: it is one line that begins with praxis_t_")
    return token


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ca", default=os.environ.get("PRAXIS_CA"), help="tls/ca.pem of the server")
    parser.add_argument("--token-file", default=os.environ.get("PRAXIS_TOKEN_FILE"), help="holds a script token")
    parser.add_argument("address", help="clinic.example:7717 or unix:DIRECTORY/praxis.sock")
    parser.add_argument("login", nargs="?", help="user name or e-mail, to sign in by password")
    parser.add_argument("specialization")
    given = parser.parse_args()
    if not given.login and not given.token_file:
        parser.error("say who signs in, or give a script token with --token-file")
    return given


def main():
    given = arguments()
    authority = None
    if given.ca:
        with open(given.ca, "rb") as file:
            authority = file.read()
    clinic = Clinic(given.address, authority)
    if given.login:
        user = clinic.sign_in(given.login, os.environ.get("PRAXIS_PASSWORD") or getpass.getpass())
        print(f"signed in as {user.display_name}")
    else:
        clinic.bear(read_token(given.token_file))
        user = clinic.call("SessionService/GetSession").user  # open to every token
        print(f"acting for {user.display_name}")

    # Watch before acting, and wait for the first bookmark: nothing is missed in between.
    events = clinic.watch("EventService/WatchEvents")
    print(f"watching from cursor {next(events).cursor}")

    found = clinic.call("ScheduleService/FindSoonestSlots", specialization=given.specialization, count=1)
    if not found.slots:
        raise SystemExit(f"no free slot before {found.searched_until}")
    slot = found.slots[0]
    print(f"soonest: {slot.start_time.ToJsonString()} with {slot.doctor_display_name}")

    visit = book(clinic, slot, user.patient)
    print(f"booked {visit.name}")

    try:
        book(clinic, slot, user.patient)
    except grpc.RpcError as error:
        reason, text, more, _ = explain(error)
        print(f"once more: {reason}: {text}; free instead: {more.get('next_slots', '-')}")

    for event in events:
        if event.WhichOneof("payload") == "appointment" and event.appointment.name == visit.name:
            print(f"event {event.cursor}: {event.appointment.name} version {event.appointment.version}")
            break
    if given.login:
        clinic.call("SessionService/SignOut", request_id=str(uuid.uuid4()))


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        raise SystemExit(f"{error.filename}: {error.strerror}")
    except grpc.RpcError as error:
        reason, text, _, fields = explain(error)
        raise SystemExit("\n".join([f"{reason}: {text}"] + [f"  {name}: {why}" for name, why in fields]))
