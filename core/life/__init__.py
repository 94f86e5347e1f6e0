"""The life of `.grad`: calls, one after the other, and what each leaves behind."""
