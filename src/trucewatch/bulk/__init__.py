"""Archives: the same extraction and the same grouping over more than one machine holds (docs/scale.md).

`extracting` and `assessing` are the faces of the room. Nothing is imported here, because every reading process imports
this package, and should start fast.
"""
