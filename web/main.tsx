import { render } from 'preact';
import { App } from './app.tsx';
import { onThisHost } from './place.ts';

const { pathname, search, hash } = location;
// Screens are found by the path, and links that change what is behind it begin with it.
if (onThisHost(pathname) !== pathname) history.replaceState(null, '', `${onThisHost(pathname)}${search}${hash}`);

const page = document.getElementById('page');
if (page !== null) render(<App />, page);
