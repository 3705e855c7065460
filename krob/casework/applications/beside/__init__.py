"""What an application needs beside itself, and what it cannot stand beside."""
