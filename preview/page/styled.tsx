import { createTheme, ThemeContext } from '@grafana/data';
import { config } from '@grafana/runtime';
import { GlobalStyles } from '@grafana/ui';
import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import type { Root } from 'react-dom/client';

import { boot } from './boot';

/**
 * Grafana's styles in the chosen theme, drawn with nothing in them first: they declare the fonts, and
 * what is declared later a panel would measure in another font, and keep.
 *
 * @returns draws what stands in them
 * @throws Error where a font is missing
 */
export async function styled(root: Root): Promise<(children: ReactNode) => void> {
  config.theme2 = createTheme({ colors: { mode: boot.theme } });
  const draw = (children: ReactNode) =>
    root.render(
      <ThemeContext.Provider value={config.theme2}>
        <GlobalStyles />
        {children}
      </ThemeContext.Provider>
    );
  flushSync(() => draw(null));
  await loadDeclaredFonts();
  return draw;
}

async function loadDeclaredFonts(): Promise<void> {
  const faces = [...document.fonts];
  if (faces.length === 0) {
    throw new Error('No style declares a font.');
  }
  await Promise.all(
    faces.map(async (face) => {
      await face.load().catch((error: unknown) => {
        throw new Error(`The font ${face.family} ${face.weight} ${face.style} is missing.`, { cause: error });
      });
    })
  );
}
