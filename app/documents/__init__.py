"""Paper: PDF/UA-1 documents compiled from typst templates, the two figures that pages and paper share, and bytes kept by digest.

Whoever asks hands in plain values, already formatted and translated; this folder knows no language and no one else's tables.
"""
