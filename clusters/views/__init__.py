"""A person's own pages: the profile, the college, the door that an invitation opens."""
