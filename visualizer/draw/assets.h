/* assets.h - the page's own files, embedded at build (prefix: asset_) */
#ifndef VISUALIZER_DRAW_ASSETS_H
#define VISUALIZER_DRAW_ASSETS_H

/* visualizer/page/: each a text that ends with a NUL. */
extern const char asset_head_html[];
extern const char asset_theme_js[];
extern const char asset_page_html[];
extern const char asset_page_css[];
extern const char asset_inflate_js[];
extern const char asset_page_js[];
extern const char asset_drawing_js[];
extern const char asset_far_js[];
extern const char asset_panels_js[];
extern const char asset_threads_js[];
extern const char asset_sheet_html[];
extern const char asset_sheet_css[];
extern const char asset_deck_html[];
extern const char asset_deck_css[];
extern const char asset_deck_js[];

#endif
