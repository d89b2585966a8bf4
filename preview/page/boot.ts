import type { PageBoot } from '../contract/page-boot';

declare global {
  interface Window {
    /** Put there by the server before the bundle runs. */
    readonly previewBoot: PageBoot;
  }
}

export const boot: PageBoot = window.previewBoot;

/** Loads the page anew in another theme or role, which stay until they are changed again. */
export function choose(name: 'theme' | 'role', value: string): void {
  document.cookie = `preview-${name}=${value}; path=/; SameSite=Strict`;
  const url = new URL(window.location.href);
  url.searchParams.delete(name);
  window.location.assign(url);
}
