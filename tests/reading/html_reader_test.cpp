// What is markup in a page and what is none, as browsers have it.
#include "reading/html_reader.hpp"

#include <algorithm>

#include <doctest/doctest.h>

namespace {

// "<b>text</b>{script}"
std::string read(std::string_view page) {
  std::string all;
  reading::HtmlListener listener;
  listener.tag = [&](const reading::HtmlTag& tag) {
    all += (tag.closes ? "</" : "<") + tag.name + ">";
  };
  listener.text = [&](std::string_view text) { all += text; };
  listener.script = [&](std::string_view script) { all += "{" + std::string(script) + "}"; };
  reading::read_html(page, listener);
  return all;
}

}  // namespace

TEST_CASE("markup is what a browser takes for it") {
  struct Row {
    const char* page;
    std::string read;
  };
  const Row rows[] = {
      {"<B>a</b >1 < 2", "<b>a</b>1 < 2"},
      // Comments.
      {"a<!-- <b> -->c", "ac"},
      {"a<!-- <b> --!>c", "ac"},
      {"a<!-->c", "ac"},
      {"a<!--->c", "ac"},
      {"a<!---->c", "ac"},
      {"a<!----!>c", "ac"},
      {"a<!--!>c<b>-->d", "ad"},
      {"a<!-- - -- > <b>--->c", "ac"},
      {"a<!-- <b>", "a"},
      {"<!DOCTYPE html>a", "a"},
      {"<!x a=\">\"b", "\"b"},
      {"<?xml version='1.0'?>a<? <b>c", "ac"},
      {"a</ <b>c</>d</1>e", "acde"},
      {"a</", "a</"},
      {"a<![CDATA[ > <b>]]>c", "a<b>]]>c"},
      {"<svg><![CDATA[ > <b>]]>c</svg><![CDATA[>d", "<svg>c</svg>d"},
      {"<svg/><![CDATA[>d", "<svg>d"},
      // Raw text.
      {"<script>a</scriptx></script>", "<script>{a</scriptx>}</script>"},
      {"<script>a</SCRIPT\n>b", "<script>{a}</script>b"},
      {"<script>a</script/>b", "<script>{a}</script>b"},
      {"<script>a</script", "<script>{a}</script>"},
      {"<title>a</titles><b></title>", "<title>a</titles><b></title>"},
      {"<style></stylex><b></style>c", "<style></style>c"},
      {"<textarea><b></textarea>", "<textarea><b></textarea>"},
      {"<xmp><b></xmp><plaintext><b></plaintext>", "<xmp></xmp><plaintext><b></plaintext>"},
      {"<svg><style/><title/><b></svg><title/><b>", "<svg><style><title><b></svg><title><b>"},
      // Scripts in which one script is written.
      {"<script><!--<script>a</script>b--></script>c",
       "<script>{<!--<script>a</script>b-->}</script>c"},
      {"<script><!--<script>a</script>b</script>c", "<script>{<!--<script>a</script>b}</script>c"},
      {"<script><!--<scripts>a</script>b", "<script>{<!--<scripts>a}</script>b"},
      {"<script><!--a</script>b", "<script>{<!--a}</script>b"},
      {"<script><!--a--><script>b</script>c", "<script>{<!--a--><script>b}</script>c"},
      {"<script><!--><script>b</script>c", "<script>{<!--><script>b}</script>c"},
      {"<script><script>b</script>c", "<script>{<script>b}</script>c"},
      {"<script><!--<script>a</scripts></script><script></script>b</script>c",
       "<script>{<!--<script>a</scripts></script><script></script>b}</script>c"},
      {"<script><!--<script>a</script>", "<script>{<!--<script>a</script>}"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.page));
    CHECK(read(row.page) == row.read);
  }
}

TEST_CASE("a tag shows its first thousand attributes, and ends where it ends") {
  std::string page = "<a";
  for (int i = 0; i < 5'000; ++i) page += " X" + std::to_string(i) + "=" + std::to_string(i);
  page += "><b Class='c'>";
  std::size_t most = 0;
  std::string last;
  reading::HtmlListener listener;
  listener.tag = [&](const reading::HtmlTag& tag) {
    most = std::max(most, tag.attributes.size());
    last = tag.name + std::string(tag.attribute("class")) + std::string(tag.attribute("x999"));
    if (tag.name == "a") CHECK(last == "a999");
  };
  reading::read_html(page, listener);
  CHECK(most == 1'000);
  CHECK(last == "bc");
}
