// Draws the console. Apart from the entry, so that a scripted console can be drawn by the very same code.
import '$lib/styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';

export function start(target: HTMLElement) {
  mount(App, { target });
}
