import { render } from 'preact';
import { App } from './App';
import { startKeys } from './keys';
import { watchAddress } from './navigation';
import { loadSession } from './session';
import { startClock } from './store';
import { startStream } from './stream';
import { startTab } from './tab';
import { startTheme } from './theme';

const root = document.getElementById('app');
if (root) {
  startTheme();
  startKeys();
  startClock();
  watchAddress();
  startTab();
  render(<App />, root);
  void loadSession().then(startStream);
}
