class WD_STYLE_TYPE:
    PARAGRAPH: int
    CHARACTER: int
