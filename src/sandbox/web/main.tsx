import './styles/page.css';
import { render } from 'preact';
import { App } from './chrome/app.js';
import { Session } from './model/session.js';
import { SessionContext } from './model/use-session.js';

const session = new Session();
const root = document.getElementById('app');
if (root === null) throw new Error('the page has no #app');
render(
  <SessionContext.Provider value={session}>
    <App />
  </SessionContext.Provider>,
  root,
);
session.attempt(session.start());
