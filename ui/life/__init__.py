"""The view of the life of `.grad`: calls as buttons, a timeline of what each left behind, and the node lane."""
