"""Pieces on the screen: pages, thumbnails, and a preview that follows every change."""
