import DownloadCore
import Testing

@Suite struct `The beginning of a web page` {
    @Test(arguments: [
        "<html>", "<!DOCTYPE html>", "\u{FEFF}\n  <!doctype HTML public>", "<HTML lang=\"de\">",
        "<head>\n",
    ])
    func `is recognized`(_ text: String) {
        #expect(WebPage.begins(with: Array(text.utf8)))
    }

    @Test(arguments: ["", "<heading>", "PK\u{3}\u{4}", "<?xml version=\"1.0\"?>", "htm", "<htmlx>"])
    func `is not mistaken`(_ text: String) {
        #expect(!WebPage.begins(with: Array(text.utf8)))
    }
}
