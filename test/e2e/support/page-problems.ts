import type { Page } from '@playwright/test';

/** What a page complains of, collected while it is used. */
export class PageProblems {
  private readonly found: string[] = [];
  private readonly expected: RegExp[] = [];

  constructor(page: Page) {
    page.on('pageerror', (error) => this.found.push(`page error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        this.found.push(`console: ${message.text()} (${message.location().url})`);
      }
    });
  }

  /** For tests that make something go wrong. */
  expect(pattern: RegExp): void {
    this.expected.push(pattern);
  }

  unexpected(): readonly string[] {
    return this.found.filter((problem) => !this.expected.some((pattern) => pattern.test(problem)));
  }
}
