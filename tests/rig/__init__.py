"""Real servers for tests: private, on free ports, thrown away. What happened is what the SMTP server logged."""
