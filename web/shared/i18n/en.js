export const dateOrder = ["month", "day", "year"];

export const months = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];

export const words = {
  title: "Secure messages",
  language: "Language",
  step: "Step {step} of {steps}",
  today: "Today",
  yesterday: "Yesterday",
  loading: "Loading your messages",

  code_heading: "You have a secure message",
  code_lead: "To keep it private, we texted you a 6‑digit code. Enter it here.",
  code_label: "6‑digit code",
  code_submit: "Continue",
  code_short: "The code has 6 digits.",
  resend: "Send me a new code",
  resend_wait: "New code in {seconds} s",
  resent: "If your link is still active, a new code is on its way. The old code no longer works.",

  dob_heading: "Confirm the date of birth",
  dob_lead: "One last check: the patient's date of birth.",
  dob_month: "Month",
  dob_day: "Day",
  dob_year: "Year",
  dob_submit: "See my messages",
  dob_invalid: "Enter a full date of birth, with a four-digit year.",

  not_verified: "That didn't match. Check the code, ask for a new one, or call your practice.",
  dob_not_verified: "That didn't match. Check the date, start again with a new code, or call your practice.",
  start_again: "Start again with a code",
  no_answer: "We can't reach the practice right now. Check your connection and try again.",
  trouble: "Something went wrong on our side. Please try again in a moment.",

  no_link_heading: "Open the link from your text",
  no_link_lead: "To read your messages, tap the link in the text message from your practice.",
  ended: "Your session has ended to keep your messages private. Enter a code to come back; you can ask for a new one.",
  signed_out_heading: "You're signed out",
  signed_out_lead: "You can close this page now. To come back, tap the link in your text message.",

  conversation: "Conversation with {practice}",
  call: "Call {practice}",
  sign_out: "Sign out",
  from_practice: "From your practice",
  from_you: "From you",
  secured: "Secured",
  by_text: "Text message",
  earlier: "Earlier messages",
  empty: "No messages yet.",
  reply_label: "Your reply",
  reply_placeholder: "Write a secure reply",
  reply_hint: "Only your practice can read this. In an emergency, call 911.",
  reply_send: "Send",
  sending: "Sending",
  sent: "Sent",
  not_sent: "Not sent yet. Trying again is safe: it won't be sent twice.",
  try_again: "Try again",
  too_long: "That is too long by {count} characters.",
  new_message: "New message from your practice",
};
