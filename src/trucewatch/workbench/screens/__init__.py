"""The screens, one module each; `register(desk)` of each module adds its page to the application."""
