"""A newcomer's walk through the staff side, with every link followed, meets no English word."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Error, Page

from tests.browser.staff import CMS_ADMINISTRATOR, OFFICER, SYSTEM_ADMINISTRATOR, desk, sign_in

PAGES = 90
"""Where the walk ends at the latest."""

# Every text of the page, what is hidden or waits in a template too, and what is read out or shown as a hint.
TEXTS = r"""() => {
  const found = [["title", document.title]];
  const visit = root => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      if (node.nodeType === Node.TEXT_NODE) {
        const skipped = "script, style, noscript, code, kbd, svg, iframe, .w-side-panel-toggle__counter";
        if (!node.parentElement?.closest(skipped)) found.push(["text", node.textContent.trim()]);
        continue;
      }
      if (node.tagName === "TEMPLATE") visit(node.content);
      for (const name of ["title", "aria-label", "placeholder", "alt"])
        if (node.hasAttribute(name)) found.push([name, node.getAttribute(name)]);
      if (node.matches("input[type=submit], input[type=button]")) found.push(["value", node.value]);
    }
  };
  visit(document.body);
  return found.filter(([, text]) => text);
}"""
ADDRESSES = r"""() => [
  ...[...document.querySelectorAll("a[href]")].map(link => link.getAttribute("href")),
  ...(document.querySelector("#wagtail-sidebar-props")?.textContent.matchAll(/"(\/gongzuo\/[^"]*)"/g) ?? [])
    .map(found => found[1]),
]"""
DRAWN = "() => document.querySelector('#wagtail-sidebar')?.childElementCount !== 0"
"""The menu at the side is drawn by script, after the page has been loaded."""
WORD = re.compile(r"[A-Za-z]{2,}")
# Formats, units, abbreviations without a Chinese name; products; a date picker's button that is not shown;
# what stands for a number plate and a name in the examples of masking.
KNOWN = {
    *(
        "PDF",
        "HTML",
        "DOCX",
        "XLSX",
        "CSV",
        "JSON",
        "XML",
        "AVIF",
        "GIF",
        "JPG",
        "JPEG",
        "PNG",
        "WEBP",
        "SVG",
    ),
    *("txt", "URL", "SHA", "IP", "API", "TOTP", "ID", "KB", "MB", "GB", "SMTP", "JavaScript"),
    *("Word", "Excel", "Chrome", "Linux", "Wagtail", "EMS", "QQ", "RSS", "ZIP"),
    *("Save", "Selected"),
    *("WA", "wxid"),
}
# What people have typed in themselves, names of files and accounts, what was looked for; digests and codes.
TYPED_IN = re.compile(
    r"https?://\S*|\S+@\S+|/[\w/.\[\]-]+|\b[a-z]+(?:-[a-z0-9]+)+\b|\b[\w-]+\.(?:txt|html)\b|“\w+”"
    r"|例如 \w+|\b[0-9a-f]{64}\b|\b(?=\w*\d)[0-9A-Z]{9,18}\b|\.[a-z]{3,4}\b"
)
OWN_NAMES = {"admin"}
LEFT_OUT = re.compile(
    r"/gongzuo/(?:logout|api|jsi18n|tongyi|zhanghu/huihua|bulk)|export=|/moban/|/page-types-usage/|/usage/"
    r"|/shenqing/\d+/(?:wenjian|biaoge|songdahuizheng)/"
)


def english(page: Page) -> Iterator[str]:
    for kind, text in page.evaluate(TEXTS):
        words = WORD.findall(TYPED_IN.sub(" ", text))
        if stray := [word for word in words if word not in KNOWN | OWN_NAMES]:
            yield f"{page.url} {kind} {stray}: {text[:120]}"


def walk(page: Page) -> tuple[int, list[str]]:
    """Follow the links from here, one of each kind; gives how many pages there were, and the English."""
    found: list[str] = []
    waiting, seen = ["/gongzuo/"], set()
    while waiting and len(seen) < PAGES:
        path = waiting.pop(0)
        kind = re.sub(r"\d+", "N", path)
        if kind in seen:
            continue
        seen.add(kind)
        try:
            answer = page.goto(path)
        except Error as error:
            if "Download is starting" in error.message:
                continue
            raise
        assert answer is not None and answer.ok, path
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page.wait_for_function(DRAWN)
        found += english(page)
        for address in page.evaluate(ADDRESSES):
            address = address.split("#")[0].split("?")[0]
            if address.startswith("/gongzuo/") and not LEFT_OUT.search(address):
                waiting.append(address)
    return len(seen), found


@pytest.mark.parametrize(
    ("user", "pages"), [(CMS_ADMINISTRATOR, 15), (OFFICER, 5), (SYSTEM_ADMINISTRATOR, 5)]
)
def test_newcomer__meets_no_english(new_page, user, pages):
    page = new_page("/gongzuo/")
    assert list(english(page)) == []
    sign_in(page, user)
    count, found = walk(page)
    assert found == []
    assert count >= pages, "the walk goes everywhere"


def test_english_of_the_public_site__does_not_reach_the_staff_side(new_page):
    page = desk(new_page, OFFICER, "/gongzuo/", language="en")
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    assert list(english(page)) == []
