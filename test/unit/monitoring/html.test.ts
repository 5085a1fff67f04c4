import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeHtml, html } from '#core/monitoring/html';

/** By another name the formatter leaves the templates as they are written. */
const written = html;

test('H-06 text and quoted attributes take any value and stay what they are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const { text } = written`<p title="${value}" lang='${value}'>${value}</p>`;
      expect(text).toMatch(/^<p title="[^"<>]*" lang='[^'<>]*'>[^<>]*<\/p>$/);
      expect(text.isWellFormed()).toBe(true);
    }),
  );
});

test('H-06 a place that no escaping makes safe is refused, whatever the value', () => {
  const unsafe = [
    () => written`<a href="${'x'}">x</a>`,
    () => written`<p onclick="${'x'}">x</p>`,
    () => written`<p STYLE='${'x'}'>x</p>`,
    () => written`<img src="${'x'}">`,
    () => written`<p class=${'x'}>x</p>`,
    () => written`<p ${'x'}>x</p>`,
    () => written`<${'x'}>`,
    () => written`<p x="a>b" ${'x'}>`,
    () => written`<script>${'x'}</script>`,
    () => written`<style>a<b ${'x'}</style>`,
    () => written`<p title="${html`<b>x</b>`}">x</p>`,
  ];
  for (const make of unsafe) expect(make).toThrow(TypeError);
});

test('quotes and brackets of a template itself do not confuse what comes after them', () => {
  expect(
    written`<p>it's ${'<'} > "${1}"</p><a href="#${'a"b'}">x</a><title>${'<'}</title><p>${'>'}`.text,
  ).toBe(`<p>it's &lt; > "1"</p><a href="#a&quot;b">x</a><title>&lt;</title><p>&gt;`);
});

test('nested markup and lists stand as they are; nothing for null; a dash for a number that is none', () => {
  const items = ['a', '<b>'].map((item) => written`<li>${item}</li>`);
  const nothing = [null, undefined];
  expect(written`<ul>${items}${nothing}</ul>${Number.NaN} <b x="${Number.NaN}" y="${1 / 3}"></b>`.text).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li></ul>– <b x="0" y="0.33"></b>',
  );
});

test('what cannot be seen becomes visible', () => {
  expect(escapeHtml('a\u0000b\u202ec\ud800d\re\nf')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde\nf');
});
