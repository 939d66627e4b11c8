//! The clinic's store is damaged: the console says so, overwrites nothing, and starts anew only on the person's word.

use stories::Clinic;

#[test]
fn a_damaged_store() {
    let mut clinic = Clinic::start();
    let folder = clinic.data().join("practice");
    std::fs::create_dir_all(&folder).unwrap();
    let damaged = vec![0x5a; 64 * 1024];
    std::fs::write(folder.join("clinic.db"), &damaged).unwrap();

    let window = clinic.open_console_window();
    window.shows("The clinic does not open");
    window.shows("Nothing was deleted or written over");
    assert_eq!(std::fs::read(folder.join("clinic.db")).unwrap(), damaged, "it is as it was");

    window.press("Keep it aside and start empty");
    window.named("[role=alertdialog] button, [role=dialog] button", "Start empty").click();
    window.shows("Waiting room");
    let kept: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().contains("set-aside"))
        .map(|entry| std::fs::read(entry.path()).unwrap())
        .collect();
    assert_eq!(kept, [damaged], "the damaged store is kept, byte for byte");
}
