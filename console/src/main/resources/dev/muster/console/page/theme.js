// Runs before the first paint, so that a chosen theme does not flash.
(() => {
  const root = document.documentElement;
  const kept = () => {
    try {
      return localStorage.getItem('muster.theme') ?? '';
    } catch {
      return '';
    }
  };
  const apply = (theme) => {
    if (theme === 'dark' || theme === 'light') {
      root.dataset.theme = theme;
    } else {
      delete root.dataset.theme;
    }
  };
  apply(kept());
  addEventListener('storage', (event) => {
    if (event.key === 'muster.theme') {
      apply(event.newValue ?? '');
    }
  });
})();
