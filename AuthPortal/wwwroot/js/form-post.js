// The page of the form_post response mode: its form goes to the app at once.
document.getElementById("answer").submit();
