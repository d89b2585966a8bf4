/** Has this browser remember of sections of the settings page that somebody left them open. */
export function keepOpen(...names: readonly string[]): void {
  names.forEach((name) => window.localStorage.setItem(`stackflow-sremetrics.settings.sre.section.${name}`, 'open'));
}
