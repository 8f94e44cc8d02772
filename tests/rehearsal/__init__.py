"""docker-compose.yml without Docker: its very commands, on Debian's programs, in a folder that is thrown away."""
