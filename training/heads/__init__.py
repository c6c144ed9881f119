"""Classification losses over training identities, one file each."""
