//! An application that shows a given answer: for tests of views, which need no files.

use std::sync::Arc;

use crate::app::Session;
use crate::app::state::App;
use crate::engine::lane::{Lane, Mode, Wake};
use crate::engine::{Answer, Leaving};
use crate::project::{Project, Sources};

impl App {
    /// The application with `answer` on the screen and nothing going on: for tests of views.
    pub(crate) fn showing(project: Project, answer: Answer) -> Self {
        let wake: Wake = Arc::new(|| {});
        let question = answer.question.clone();
        Self {
            project: Project {
                filter: question.filter.clone(),
                surface: question.surface,
                ranking: question.ranking,
                ..project
            },
            data: Some(Arc::clone(&answer.data)),
            answer: Some(Arc::new(answer)),
            preview: None,
            cube: None,
            cache: None,
            memory_bytes: None,
            library: crate::data::definitions::Library::default(),
            refusal: None,
            asked: Some(question),
            session: Session::default(),
            first_view: false,
            waiting: Sources::default(),
            asking: None,
            methods: Lane::new("test method", Mode::Inline, Arc::clone(&wake)),
            import: None,
            own_profiles: None,
            profiles: Vec::new(),
            opening: super::Opening::default(),
            inspecting: Lane::new("test inspect", Mode::Inline, Arc::clone(&wake)),
            looking: Lane::new("test look", Mode::Inline, Arc::clone(&wake)),
            trying: Lane::new("test try", Mode::Inline, Arc::clone(&wake)),
            tiles: None,
            opening_of: None,
            opening_tiles: Lane::new("test basemap", Mode::Inline, Arc::clone(&wake)),
            references: super::References::new(Mode::Inline, Arc::clone(&wake)),
            notices: Vec::new(),
            effects: Vec::new(),
            measured: None,
            measuring_of: None,
            measuring: Lane::new("test quality", Mode::Inline, Arc::clone(&wake)),
            counting: super::Counting::new(Mode::Inline, Arc::clone(&wake)),
            loading: Lane::new("test load", Mode::Inline, Arc::clone(&wake)),
            answering: Lane::new("test answer", Mode::Inline, Arc::clone(&wake)),
            steadied: None,
            steadying_of: None,
            steadying: Lane::new("test stability", Mode::Inline, Arc::clone(&wake)),
            leaving: Leaving::new(Mode::Inline, wake),
            notices_made: 0,
        }
    }
}
