// Which values a script assigns, and that no text in it is taken for code.
#include "reading/script_values.hpp"

#include <vector>

#include <doctest/doctest.h>

namespace {

using Values = std::vector<std::string>;

Values values_of(std::string_view script) {
  Values all;
  reading::ScriptValues values(script);
  for (auto value = values.next(); !value.empty(); value = values.next()) all.emplace_back(value);
  CHECK(values.next().empty());
  return all;
}

}  // namespace

TEST_CASE("a script's values are what it is and what it assigns") {
  struct Row {
    const char* script;
    Values values;
  };
  const Row rows[] = {
      {"", {}},
      {" {\"a\":1} ", {"{\"a\":1}"}},
      {"[1,[2]]", {"[1,[2]]"}},
      {"a={b:1};c = [2]\nd /*x*/ = // y\n {}", {"{b:1}", "[2]", "{}"}},
      {"a||={};b+=[1]", {"{}", "[1]"}},
      {"if(a=={}||b!==[]||c<=[]||d>=[])x=()=>[1];", {}},
      {"f({},[1]);return {}", {}},
      {"a={b:{},c:function(){d={e:1}}};f=[2]", {"{b:{},c:function(){d={e:1}}}", "[2]"}},
      {"<!-- it's old\na={};\n//-->", {"{}"}},
      {"a={", {}},
      {"a=[}", {}},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.script));
    CHECK(values_of(row.script) == row.values);
  }
}

TEST_CASE("a value is found behind whatever text is known to be none") {
  for (const char* script : {
           "'={'",
           "\"='={\"",
           "'\\'={'",
           "'a\\\n={'",
           "'a\\\r\n={'",
           "`\n={`",
           "`\\`={`",
           "`x${c?`y`:`={`}z`",
           "`${f('`')} ={`",
           "`${{a:'}'}} ={`",
           "`${`${`={`}={`}={`",
           "// ={\n",
           "/* ={\n*/",
           "x=y.replace(/'/g,'={')",
           "x=1/2;y='={'",
           "x=a[0]/2;y='={'",
           "x=(a)/2;y='={'",
           "x=a.if(b)/2;y='={'",
           "x=a.return/2;y='={'",
           "x=a\n.return/2;y='={'",
           "x=this.#in/2;y='={'",
           "x=.5/2;y='={'",
           "x=1./2;y='={'",
           "x=a?.5/2:0;y='={'",
           "x='a'/2;y='={'",
           "x=`a`/2;y='={'",
           "x=/a/g/2;y='={'",
           "x=i++/2;y='={'",
           "x/=2;y='={'",
           "function f(a){return/'/.test(a)}var b='={'",
           "function f(a){return/`/.test(a)}var b=`={`",
           "x=typeof/'/;b='={'",
           "switch(a){case/'/:b='={'}",
           "x='a'in/'/;b='={'",
           "void/'/;b='={'",
           "throw/'/;b='={'",
           "if(a)b();else/'/.test(a);b='={'",
           "do/'/.test(a);while(b)/'/.test(a);b='={'",
           "if(x)/'/.test(a);var b='={'",
           "while ( f(x) ) /'/.test(a);var b='={'",
           "for(;;)/'/.test(a);var b='={'",
           "with(x)/'/.test(a);var b='={'",
           "x=/[/']/;b='={'",
           "x=/[\\]/']/;b='={'",
           "x=/\\/'/;b='={'",
           "x=/={/",
           "x=a=>/'/;b='={'",
           "f(.../'/.exec(a));b='={'",
           "while(n-->0)b='={'",
       }) {
    CAPTURE(std::string(script));
    CHECK(values_of(script + std::string(";a=[1]")) == Values{"[1]"});
  }
}

TEST_CASE("where a script's lexer is in doubt, it ends") {
  for (const char* script : {
           "{}/'/;",        // a block, or an object
           "a=1;}",         //
           "x=(1];",        //
           "'\n';",         //
           "/'\n/;",        //
           "x of/'/;",      // a name, or a keyword
           "x=yield/'/;",   //
           "x=await/'/;",   //
           "await(x)/'/;",  // of a loop, or not
           "export default/'/;",
           "a:for(;;){break\n/'/}",
           "var x\n/'/;",
           "a\n++/'/.x;",
           "\u00a0if\u00a0(x)/'/;",
           "return\u00a0/'/;",
           "// \u2028b='={';",
           "a=b<!--'\n;",
           "\n--> '\n;",
           "/**/--> '\n;",
           "#!'\n;",
           "a\\u0062/'/;",
           "@a;",
           "`${",
           "`${a",
           "`",
           "/* ",
           "/",
           "\"",
           "'\\",
           "/\\",
       }) {
    CAPTURE(std::string(script));
    CHECK(values_of("v=[1];" + std::string(script) + "';a={};'") == Values{"[1]"});
  }
}
