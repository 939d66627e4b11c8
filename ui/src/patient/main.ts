// The patient’s page: everything from the link to the goodbye.
import '$lib/styles/base.css';
import './patient.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { Doorway } from './doorway.svelte';

const target = document.getElementById('app');
if (target) {
  const doorway = new Doorway(location.hash);
  mount(App, { target, props: { doorway } });
  doorway.begin();
}
