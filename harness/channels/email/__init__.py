"""E-mail: letters as customers write them, submission, and watched mailboxes at any provider."""
