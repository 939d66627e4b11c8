// The call window: one visit, in a window of the app or in a browser's app window.
import '$lib/styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';

const target = document.getElementById('app');
if (target) mount(App, { target });
