#include "visualizer/draw/assets.h"

#define EMBED(name, file)                                                    \
    __asm__(".section .rodata\n"                                             \
            ".global " #name "\n"                                            \
            ".type " #name ", @object\n" #name ":\n"                         \
            ".incbin \"visualizer/page/" file "\"\n"                         \
            ".byte 0\n"                                                      \
            ".previous\n")

EMBED(asset_head_html, "head.html");
EMBED(asset_theme_js, "theme.js");
EMBED(asset_page_html, "page.html");
EMBED(asset_page_css, "page.css");
EMBED(asset_inflate_js, "inflate.js");
EMBED(asset_page_js, "page.js");
EMBED(asset_drawing_js, "drawing.js");
EMBED(asset_far_js, "far.js");
EMBED(asset_panels_js, "panels.js");
EMBED(asset_threads_js, "threads.js");
EMBED(asset_sheet_html, "sheet.html");
EMBED(asset_sheet_css, "sheet.css");
EMBED(asset_deck_html, "deck.html");
EMBED(asset_deck_css, "deck.css");
EMBED(asset_deck_js, "deck.js");
