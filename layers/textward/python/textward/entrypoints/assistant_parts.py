"""The wiring of the booking assistant; a part of `bootstrap`, which hands it what it rests on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from textward.adapters.dynamodb.appointments import DynamoAppointments, DynamoDialogues, DynamoSlots
from textward.adapters.dynamodb.reminder_settings import DynamoReminderSettings
from textward.services.answer_appointment import AnswerAppointment
from textward.services.manage_reminders import ManageReminders
from textward.services.push_appointments import PushAppointments
from textward.services.read_appointments import ReadAppointments
from textward.services.replan_reminders import ReplanReminders
from textward.services.send_reminders import SendReminders
from textward.services.tell_patient import TellPatient
from textward.services.work_appointment import WorkAppointment

if TYPE_CHECKING:
    from textward.entrypoints.bootstrap import Product
    from textward.services.assistant_ports import Appointments, Dialogues, ReminderSettings, Slots


class AssistantParts:
    """Stores and use cases, each made when first asked for."""

    def __init__(self, product: Product) -> None:
        """Take the product that it is a part of."""
        self._product = product

    @cached_property
    def appointments(self) -> Appointments:
        """Appointments and when to remind of them."""
        return DynamoAppointments(self._product.tables)

    @cached_property
    def slots(self) -> Slots:
        """Times that can be booked."""
        return DynamoSlots(self._product.tables)

    @cached_property
    def dialogues(self) -> Dialogues:
        """The assistant's steps."""
        return DynamoDialogues(self._product.tables)

    @cached_property
    def reminders(self) -> ReminderSettings:
        """When each practice's reminders are due."""
        return DynamoReminderSettings(self._product.tables)

    @cached_property
    def manage_reminders(self) -> ManageReminders:
        """The practice says when."""
        product = self._product
        return ManageReminders(self.reminders, product.practices, product.clock)

    @cached_property
    def replan_reminders(self) -> ReplanReminders:
        """Appointments follow changed rules."""
        product = self._product
        return ReplanReminders(self.reminders, self.appointments, product.practices, product.clock)

    @cached_property
    def tell(self) -> TellPatient:
        """Texts of the product's own."""
        product = self._product
        return TellPatient(product.threads, product.audit, product.clock, product.ids)

    @cached_property
    def answer(self) -> AnswerAppointment:
        """A patient's text may answer a reminder."""
        product = self._product
        return AnswerAppointment(
            product.recipients,
            self.appointments,
            self.slots,
            self.dialogues,
            self.tell,
            product.clock,
            self.reminders,
        )

    @cached_property
    def read_appointments(self) -> ReadAppointments:
        """The practice's appointments."""
        product = self._product
        return ReadAppointments(self.appointments, product.patients, product.practices, product.clock)

    @cached_property
    def work_appointment(self) -> WorkAppointment:
        """Staff see to an appointment."""
        product = self._product
        return WorkAppointment(
            self.appointments, self.slots, product.practices, self.reminders, product.clock
        )

    @cached_property
    def push_appointments(self) -> PushAppointments:
        """Tell open pages of appointments."""
        product = self._product
        return PushAppointments(product.connections, self.appointments, product.staff, product.staff_push)

    @cached_property
    def send_reminders(self) -> SendReminders:
        """The schedule."""
        product = self._product
        return SendReminders(
            product.practices,
            product.recipients,
            self.appointments,
            self.dialogues,
            self.tell,
            product.clock,
            self.reminders,
        )
