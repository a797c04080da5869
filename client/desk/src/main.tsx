import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './style/tokens.css';
import './style/base.css';
import './style/layout.css';
import './style/orders.css';
import './style/order.css';
import './style/new-order.css';

const root = document.getElementById('desk');
if (root === null) throw new Error('index.html has no element with the id "desk"');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
