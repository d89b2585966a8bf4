import fc from 'fast-check';

import { isWebAddress, webAddressOf } from './web-address';

it.each([
  ['https://github.com/acme/shop/pull/1', true],
  ['HTTP://127.0.0.1:8080/a b', true],
  // A browser takes these for javascript: too.
  ['javascript:alert(1)', false],
  [' \u0001JaVa\tScRiPt\n:alert(1)', false],
  ['data:text/html,<script>alert(1)</script>', false],
  ['vbscript:x', false],
  ['file:///etc/passwd', false],
  ['//example.com', false],
  ['/relative', false],
  ['see the wiki', false],
  ['', false],
])('%j: %j', (text, isOne) => {
  expect(isWebAddress(text)).toBe(isOne);
});

it('takes no scheme but those of the web, however it is written', () => {
  const blank = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\u0000', '\u001f'), maxLength: 3 });
  const scheme = fc.constantFrom('javascript', 'data', 'vbscript', 'blob', 'file', 'ftp', 'about', 'view-source:http');
  fc.assert(
    fc.property(blank, scheme, fc.mixedCase(scheme), fc.webUrl(), (before, plain, mixed, url) => {
      expect(webAddressOf(`${before}${plain}:${url}`)).toBeNull();
      expect(webAddressOf(`${before}${mixed}:${url}`)).toBeNull();
      expect(webAddressOf(url)).toBe(url);
    })
  );
});
