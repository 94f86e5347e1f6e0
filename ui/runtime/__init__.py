"""What Streamlit lacks, a file a reason: memory, the collector, sockets, keys that must wait, focus."""
