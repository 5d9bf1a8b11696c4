// The sources of report.html, as bake_page has written them into the build. REPORT_HTML has @CSS@, @DATA@ and @JS@
// where the others go.
#ifndef HEED_TRAIN_REPORT_PAGE_H
#define HEED_TRAIN_REPORT_PAGE_H

extern const char REPORT_HTML[], REPORT_CSS[], REPORT_JS[];

#endif
