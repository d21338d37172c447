"""The telephone: a stand-in for the SMS provider, with phones on a page that people can type on.

It answers the part of Twilio's REST API (2010-04-01) that the product uses, signs and posts the webhooks that Twilio
posts, and can be told to fail in the ways that Twilio fails. Nothing here is part of the product itself.
"""

from __future__ import annotations
