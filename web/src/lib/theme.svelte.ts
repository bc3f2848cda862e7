// Light or dark: what the system says, until somebody turns it.
const key = 'mote.theme';

/** Files opened from a disk may have no storage. */
function kept(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

class Theme {
  dark = $state(false);

  constructor() {
    const system = matchMedia('(prefers-color-scheme: dark)');
    this.show(kept() ? kept() === 'dark' : system.matches);
    system.addEventListener('change', (event) => {
      if (!kept()) this.show(event.matches);
    });
  }
  private show(dark: boolean) {
    this.dark = dark;
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }
  turn() {
    this.show(!this.dark);
    try {
      localStorage.setItem(key, this.dark ? 'dark' : 'light');
    } catch {
      // it holds until the page is closed
    }
  }
}

export const theme = new Theme();
