// A first screen as twilio-video-app-react builds its own: React, Material UI, a router, and the video SDK in the one bundle that must be there
// before anything is shown. Its other packages (conversations, video processors, firebase) are left out, so this is less than it ships.
import { createElement as h } from 'react';
import { render } from 'react-dom';
import { BrowserRouter, Route, Switch } from 'react-router-dom';
import { Button, Container, createTheme, CssBaseline, Grid, Hidden, InputLabel, MenuItem, Paper, Select, Snackbar, TextField, ThemeProvider, Tooltip, Typography } from '@material-ui/core';
import Video from 'twilio-video';

const theme = createTheme({});

function JoinScreen() {
  if (!Video.isSupported) return h(Typography, {}, 'This browser is not supported');
  return h(Container, { maxWidth: 'sm' }, h(Paper, {}, h(Grid, { container: true },
    h(Typography, { variant: 'h5', component: 'h1' }, 'Join a Room'),
    h(InputLabel, { htmlFor: 'name' }, 'Your name'),
    h(TextField, { id: 'name', variant: 'outlined' }),
    h(Hidden, { smDown: true }, h(Select, { value: 1 }, h(MenuItem, { value: 1 }, 'Camera'))),
    h(Tooltip, { title: 'Continue' }, h(Button, { variant: 'contained', color: 'primary' }, 'Continue')),
    h(Snackbar, { open: false }))));
}

render(h(ThemeProvider, { theme }, h(CssBaseline), h(BrowserRouter, {}, h(Switch, {}, h(Route, { path: '/' }, h(JoinScreen))))), document.getElementById('root'));
