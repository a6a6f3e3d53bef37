import { computed, signal } from '@preact/signals';
import { keep, kept } from './kept.ts';
import { WORDS } from '../words.ts';

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const KEY = 'ringscope.theme';

const theme = signal<Theme>(THEMES.find((one) => one === kept(KEY)) ?? 'auto');
document.documentElement.dataset['theme'] = theme.value;

const system = matchMedia('(prefers-color-scheme: dark)');
const isSystemDark = signal(system.matches);
system.addEventListener('change', ({ matches }) => (isSystemDark.value = matches));

/** The page is dark, by choice or with the system. */
export const isDark = computed(() => (theme.value === 'auto' ? isSystemDark.value : theme.value === 'dark'));

/** Goes through the themes: that of the system, light, dark. */
export function ThemeButton() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'auto';
  const change = (): void => {
    document.documentElement.dataset['theme'] = next;
    theme.value = next;
    keep(KEY, next);
  };
  return (
    <button type="button" class="quiet" onClick={change}>
      {WORDS.theme}: {WORDS.themes[theme.value]}
    </button>
  );
}
