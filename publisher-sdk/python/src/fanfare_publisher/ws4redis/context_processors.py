from ..django.context_processors import default

__all__ = ["default"]
