"""From a microphone to a recording: the room, the countdown, the recording, what a crash left."""
