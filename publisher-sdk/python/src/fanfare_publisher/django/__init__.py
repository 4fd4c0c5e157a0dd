"""Fanfare for Django: add "fanfare_publisher.django" to INSTALLED_APPS (docs/publisher-sdk.md)."""
