"""An invented region that is alive on the day it is loaded: every date is relative to that day."""
